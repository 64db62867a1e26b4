"""Who said it: the speaker of a quoted sentence, where the text makes that certain.

    speaker = speaker_of(document, evidence.span)
    speaker.name.slice(document.text), speaker.proof.slice(document.text)

Rules, no model. A sentence has a speaker if it stands inside quotation marks or under a verb of
saying ("The mayor said the bridge would close", "according to Lund"), or in a turn of an interview
or a transcript. Only the text around it is read, so that a book takes no longer than a page.
"""

from qa.speakers.asked import said_by
from qa.speakers.speaker import Speaker, speaker_of

__all__ = ["Speaker", "said_by", "speaker_of"]
