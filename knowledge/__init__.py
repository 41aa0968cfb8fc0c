"""What Spotter knows: the model of it, the files that hold it, and the loader between the two."""
