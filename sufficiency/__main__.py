"""So that `python -m sufficiency` works wherever the command itself is not on the path."""

from sufficiency.cli import main

if __name__ == "__main__":
    main()
