"""Write every picture into the folder that the knowledge is read from."""

from pathlib import Path

from knowledge.drawing.leg_press import SCENES

FOLDER = Path(__file__).parent.parent / "en" / "pictures"


def main() -> None:
    """Draw them all."""
    FOLDER.mkdir(exist_ok=True)
    for name, scene in SCENES.items():
        (FOLDER / f"{name}.svg").write_text(scene().svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
