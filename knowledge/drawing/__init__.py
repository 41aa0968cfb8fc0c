"""The pictures, drawn by code as SVG; `python -m knowledge.drawing` writes them all anew."""
