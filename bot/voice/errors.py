"""Why a voice note was not heard, or a reply not spoken."""


class VoiceError(Exception):
    """A voice note cannot be heard, or a text not spoken; `reason` is the key of the sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
