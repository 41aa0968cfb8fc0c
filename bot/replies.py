"""Key and fields to a sentence. The sentences stand in replies.yaml, one file per language."""

from collections.abc import Mapping


class Replies:
    """Every sentence the code says."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = sentences

    def say(self, key: str, **fields: object) -> str:
        """Give a sentence with its fields filled. Raises KeyError for an unknown key or field.

        >>> Replies({"hi": "Hello {name}."}).say("hi", name="Ann")
        'Hello Ann.'
        """
        return self._sentences[key].format_map(fields)
