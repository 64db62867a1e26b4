"""The JSON of answers and of found sentences, once: `python -m qa.schema` writes the schemas.

These models are what receipts, chats and histories are checked with, and what the schemas in
`qa/schemas/` and the types of the endpoints are made from.
"""

from __future__ import annotations

import functools
import json
import operator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Self, TypedDict, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qa.answers import SCHEMA_VERSION, Kind, Status

_FOLDER = Path(__file__).parent / "schemas"
_MOST = (1 << 62) - 1

Offset = Annotated[int, Field(ge=0, le=_MOST)]
Count = Annotated[int, Field(ge=1, le=_MOST)]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class DocumentModel(_Model):
    """The document of a quote."""

    id: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of its text in UTF-8.")
    title: str
    source: str | None = Field(description="The path it was read from, as it was given, or null.")

    @property
    def name(self) -> str:
        """What to call it before a person."""
        return self.title or self.source or f"document {self.id[:8]}"


class QuoteModel(_Model):
    """A stretch of a document, word for word, and the place where it stands."""

    quote: str = Field(min_length=1, description="The document's text from start to end.")
    document: DocumentModel
    start: Offset = Field(description="Offset of the first character, in Unicode characters.")
    end: Offset = Field(description="Offset just after the last character.")
    line: Count = Field(description="Number of the line on which the quote begins.")
    page: Count | None = Field(description="Number of its page; null without pages.")


class SpeakerModel(_Model):
    """Who said a quote, and the sentence that proves it."""

    name: QuoteModel
    proof: QuoteModel


class MarkModel(_Model):
    """The span of some words inside a quote."""

    start: Offset
    end: Offset


class EvidenceModel(QuoteModel):
    """A quote that answers, or that is near a question that nothing answers."""

    score: Probability = Field(description="The calibrated probability that it answers.")
    marks: list[MarkModel] = Field(description="The spans inside the quote that answer.")
    speaker: SpeakerModel | None = Field(description="Who said it, if that is certain.")


class ComputedModel(_Model):
    """A figure that was computed from the cells in the answer's evidence."""

    operation: str
    column: str
    value: str = Field(description="Plain decimal digits.")
    text: str = Field(description="The value as it is shown, with its unit.")
    rows: Offset = Field(description="How many rows of the table were used.")


# What pydantic's fields cannot say and a JSON Schema can.
_CONDITIONS: dict[str, Any] = {
    "allOf": [
        {
            "if": {"properties": {"status": {"const": "answered"}}},
            "then": {"properties": {"answered": {"const": True}}},
            "else": {"properties": {"answered": {"const": False}}},
        },
        {
            "if": {"properties": {"kind": {"const": "question"}, "status": {"const": "none"}}},
            "then": {
                "properties": {
                    "text": {"const": ""},
                    "start": {"const": None},
                    "end": {"const": None},
                    "evidence": {"maxItems": 0},
                }
            },
        },
        {
            "if": {
                "properties": {
                    "kind": {"const": "question"},
                    "status": {"enum": ["answered", "possible"]},
                }
            },
            "then": {
                "properties": {
                    "text": {"minLength": 1},
                    "start": {"type": "integer"},
                    "end": {"type": "integer"},
                    "evidence": {"minItems": 1},
                    "related": {"maxItems": 0},
                }
            },
        },
    ]
}


class AnswerModel(_Model):
    """The quotes that answer a question, or the nearest sentences: qa.Answer.to_dict()."""

    model_config = ConfigDict(json_schema_extra=_CONDITIONS)

    schema_version: Literal[2]
    question: str = Field(description="The question as it was typed.")
    interpreted_as: str = Field(description="The question as it was searched for.")
    kind: Kind = Field(description="The kind of request that was understood.")
    status: Status = Field(description="Whether a sentence answers, one may, or none was found.")
    answered: bool = Field(description="Whether the status is 'answered'.")
    statement: str = Field(description="One line in Quoth's own words about what was found, or ''.")
    text: str = Field(description="The answer in the document's words, inside the first quote.")
    start: Offset | None = Field(description="Offset of the text's first character, or null.")
    end: Offset | None = Field(description="Offset just after the text's last character, or null.")
    confidence: Probability = Field(description="Probability that the first quote answers.")
    computed: ComputedModel | None = Field(description="A figure computed from the quoted cells.")
    evidence: list[EvidenceModel] = Field(description="The quotes that answer, best first.")
    related: list[EvidenceModel] = Field(description="Where there is none, the nearest sentences.")
    parts: list[AnswerModel] = Field(description="Answers side by side, if several were asked for.")
    suggestions: list[str] = Field(description="Questions that can be asked instead.")

    @model_validator(mode="after")
    def _has_text_with_evidence(self) -> Self:
        if self.text and not self.evidence:
            raise ValueError("an answer has a text exactly when it has evidence")
        if self.kind == "question" and bool(self.text) != bool(self.evidence):
            raise ValueError("an answer has a text exactly when it has evidence")
        if (self.start is None or self.end is None) != (not self.text):
            raise ValueError("an answer's text has a start and an end")
        return self


class MentionModel(QuoteModel):
    """A sentence about what was looked for."""

    marks: list[MarkModel] = Field(description="The words and phrases that were found in it.")


class MentionsModel(_Model):
    """Every sentence about words or a question, in order: qa.Mentions.to_dict()."""

    query: str = Field(description="What was typed.")
    is_question: bool = Field(description="Whether it was taken as a question.")
    count: Offset = Field(description="How many sentences there are.")
    sentences: list[MentionModel]


def read_answer(value: object) -> AnswerModel:
    """Return the answer in JSON values of this version or of the first.

    Raises pydantic.ValidationError, a ValueError, if it is neither.
    """
    return AnswerModel.model_validate(_upgraded(value))


def read_mentions(value: object) -> MentionsModel:
    """Return what was found, from its JSON values; raises pydantic.ValidationError."""
    return MentionsModel.model_validate(value)


def _upgraded(value: object) -> object:
    """Return an answer of the first version, which had no kinds, in the form of today's."""
    if not isinstance(value, dict) or "schema_version" in value:
        return value
    is_answered = bool(value.get("evidence"))
    quotes = {
        key: [_upgraded_quote(quote) for quote in value[key]]
        for key in ("evidence", "related")
        if isinstance(value.get(key), list)
    }
    return {
        **value,
        **quotes,
        "schema_version": SCHEMA_VERSION,
        "kind": "question",
        "status": "answered" if is_answered else "none",
        "answered": is_answered,
        "statement": "",
        "computed": None,
        "parts": [],
        "suggestions": [],
    }


def _upgraded_quote(quote: object) -> object:
    return {**quote, "marks": [], "speaker": None} if isinstance(quote, dict) else quote


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of "answer" or "mentions"."""
    models: dict[str, type[BaseModel]] = {"answer": AnswerModel, "mentions": MentionsModel}
    schema = models[name].model_json_schema(mode="serialization")
    if "$ref" in schema:  # one that holds others of its kind
        schema = {**schema["$defs"][schema["$ref"].rsplit("/", 1)[-1]], "$defs": schema["$defs"]}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:quoth:{name}"}
    return {**head, **schema}


def typed_dict(model: type[BaseModel], within: tuple[type[BaseModel], ...] = ()) -> Any:  # noqa: ANN401
    """Return a TypedDict with the fields of a model, for what knows no pydantic.

    A model inside itself is a plain dict.
    """
    fields = {
        name: _plain_type(field.annotation, (*within, model))
        for name, field in model.model_fields.items()
    }
    return TypedDict(model.__name__.removesuffix("Model"), fields)  # type: ignore[operator]


def _plain_type(annotation: Any, within: tuple[type[BaseModel], ...]) -> Any:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return dict[str, Any] if annotation in within else typed_dict(annotation, within)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is list:
        return list[_plain_type(inner[0], within)]  # type: ignore[misc]
    if origin is UnionType:
        return functools.reduce(operator.or_, (_plain_type(each, within) for each in inner))
    if origin is Annotated:
        return _plain_type(inner[0], within)
    return annotation


def main() -> None:
    """Write the schemas."""
    for name in ("answer", "mentions"):
        text = json.dumps(json_schema(name), indent=2) + "\n"
        (_FOLDER / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
