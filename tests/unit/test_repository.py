"""Facts about the repository itself that once broke something."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_operator_folder_is_not_a_package() -> None:
    """A package called `operator` shadows the standard library's in the repository root."""
    assert not (ROOT / "operator" / "__init__.py").exists()


def test_ci_calls_the_command_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()
    assert "make test" in (ROOT / "README.md").read_text()
