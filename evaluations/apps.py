from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = "评价"

    def ready(self) -> None:
        """Slices that are told of what happens below them are there in every process."""
        from evaluations.papers import effects, proofs  # noqa: F401, PLC0415 - models have to be loaded first
