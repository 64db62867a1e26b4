"""What can go wrong when a question is asked.

    QuothError
    ├── QuestionError    the question itself cannot be answered
    ├── NothingToReadError    there is no document, or none with a sentence in it
    ├── ClusterError    Ray is not there, or something on it came to no end
    ├── LibraryError    a library is not there, damaged, in use, or of another version
    ├── QuestionFileError    a file of questions is not what an evaluation needs
    ├── ReceiptError    a receipt is not JSON, or not one of ours, or its file is not named
    ├── ReaderError    the reader's model cannot be loaded
    └── SettingsError    a setting has a value that it cannot have

Loading documents raises `corpus.CorpusError`, models raise `embeddings.EmbeddingError`;
each message is one line that says what was found, what was expected and what to do.
"""


class QuothError(Exception):
    """The root of this package's errors."""


class QuestionError(QuothError):
    """The question is empty or longer than a question can be."""


class NothingToReadError(QuothError):
    """The documents hold no sentence to search."""


class ClusterError(QuothError):
    """Ray cannot be reached, or a step of a run on it did not end."""


class LibraryError(QuothError):
    """A library cannot be opened, or cannot be brought up to date."""


class QuestionFileError(QuothError):
    """A file of questions cannot be read, or is not in SQuAD's format."""


class ReceiptError(QuothError):
    """A receipt cannot be read or is none, or what it quotes was not given."""


class ReaderError(QuothError):
    """The reader's files are missing, damaged or of another kind."""


class SettingsError(QuothError):
    """A setting has a value that it cannot have."""
