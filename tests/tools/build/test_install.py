"""Set-up: the pinned uv first, hashes always, pip where uv cannot be had, one line on a fault."""

import re

import pytest

from tools.build import install


@pytest.fixture
def commands(monkeypatch, tmp_path):
    """The commands that would be run; pip brings uv into the environment, or fails to."""
    done = []
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()

    def run(*command, uv=True):
        done.append(" ".join(str(part) for part in command))
        if "uv.txt" in done[-1] and uv:
            (tmp_path / "bin" / "uv").touch()
        return uv or "uv.txt" not in done[-1]

    monkeypatch.setattr(install, "run", run)
    return done, run, tmp_path


def test_the_lock_pins_uv_and_only_its_lines_are_taken():
    lock = (install.ROOT / install.LOCK).read_text(encoding="utf-8")
    lines = install.pinned("uv", lock).splitlines()
    assert lines[0].startswith("uv==") and len(lines) > 5
    assert all(line.strip().startswith("--hash=sha256:") for line in lines[1:])
    assert all(line.endswith("\\") for line in lines[:-1]) and not lines[-1].endswith("\\")


def test_uv_syncs_the_locks_with_hashes_and_links_the_project(commands):
    done, _, folder = commands
    install.install(folder, dev=True)
    assert "--require-hashes" in done[0] and "uv.txt" in done[0]
    assert "pip sync" in done[1] and done[1].endswith("requirements.txt requirements-dev.txt")
    assert "--require-hashes" in done[1]
    assert done[2].endswith("--no-deps --no-build-isolation -e .") and len(done) == 3


def test_without_uv_pip_installs_the_lock_and_says_so(commands, monkeypatch, capsys):
    done, run, folder = commands
    monkeypatch.setattr(install, "run", lambda *command: run(*command, uv=False))
    install.install(folder)
    assert "uv cannot be had here: pip installs the lock" in capsys.readouterr().out
    assert "-m pip install" in done[1] and "--require-hashes" in done[1]
    assert "requirements-dev.txt" not in done[1]


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_another_python_is_refused_in_one_line(version):
    with pytest.raises(install.InstallError, match=r"Python 3\.11 to 3\.13 is needed"):
        install.check_version(version)


def test_a_lock_that_cannot_be_installed_ends_with_an_error(commands, monkeypatch, capsys):
    _, _, folder = commands
    (folder / "bin" / "uv").touch()
    monkeypatch.setattr(install, "run", lambda *command: "sync" not in map(str, command))
    assert install.main(["--venv", str(folder)]) == 1
    assert capsys.readouterr().err.startswith("error: uv could not install the lock")


def test_every_locked_file_has_a_hash_and_both_locks_agree():
    versions = []
    for lock in (install.LOCK, install.LOCK_DEV):
        text = (install.ROOT / lock).read_text(encoding="utf-8")
        pins = re.findall(r"^([\w.-]+)==(\S+).*\n((?:[ \t]+--hash=sha256:\w+.*\n)*)", text, re.M)
        assert len(pins) == len(re.findall(r"^\w", text, re.M)) > 50
        assert all(hashes for _, _, hashes in pins)
        # One package may have two versions, each for its own range of Pythons.
        versions.append({name: {v for n, v, _ in pins if n == name} for name, _, _ in pins})
    reader, dev = versions
    assert all(dev[name] == reader[name] for name in set(dev) & set(reader))
