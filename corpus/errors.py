"""What can go wrong while documents are read.

CorpusError
├── MissingFileError    no such file or folder, or it may not be read
├── UnknownFormatError    a kind of file that is not read
├── NotTextError    a file that is called text and is not
├── EmptyFileError    a file without a word in it
└── EmptyFolderError    a folder in which nothing can be read
"""


class CorpusError(Exception):
    """The root of this package's errors; each message is one line for the person who asked."""


class MissingFileError(CorpusError):
    """There is no file or folder of that name, or it may not be read."""


class UnknownFormatError(CorpusError):
    """The file's ending is not one that is read."""


class NotTextError(CorpusError):
    """The file's bytes are not text in any encoding that is known."""


class EmptyFileError(CorpusError):
    """The file holds no letter and no digit."""


class EmptyFolderError(CorpusError):
    """The folder holds no file that can be read."""
