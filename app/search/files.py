"""The files of a Whoosh index, closed and taken away whatever happens while they are read or written.

Its own file because this is Whoosh's storage, and it loads Whoosh.
"""

from contextlib import suppress
from pathlib import Path

from whoosh.filedb.filestore import FileStorage


class Files(FileStorage):
    """Closes the files that Whoosh leaves open when it stumbles over one of them, and takes away those it had begun.

    A full disk would stay full otherwise: of what an open file takes nothing is given back, and of each try parts stay.
    """

    def __init__(self, folder, within=None):
        super().__init__(str(folder))
        self._opened, self._begun = (within._opened, within._begun) if within else ([], [])

    def open_file(self, name, **options):
        return self._noted(super().open_file(name, **options))

    def create_file(self, name, **options):
        self._begun.append(Path(self.folder) / name)
        return self._noted(super().create_file(name, **options))

    def rename_file(self, name, to, safe=False):
        super().rename_file(name, to, safe=safe)
        if to.endswith(".toc"):
            # From here on it belongs to the index, whatever happens.
            self._begun.clear()

    def temp_storage(self, name=None):
        return Files(super().temp_storage(name).folder, within=self)

    def lock(self, name):
        """Whoosh's own is left behind for good when a writer cannot even begin; ours (folder.py) is held already."""
        return _Held()

    def _noted(self, file):
        self._opened.append(file.file)
        return file

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for undo in [*(file.close for file in self._opened), *(path.unlink for path in self._begun)] if error else ():
            with suppress(OSError, ValueError):
                undo()
        self._opened.clear()
        self._begun.clear()


class _Held:
    def acquire(self, blocking=False):
        return True

    def release(self):
        pass
