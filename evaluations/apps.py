from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 - tells of migrations, not of rows


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = "评价"

    def ready(self) -> None:
        """Slices that are told of what happens below them are there in every process."""
        from evaluations.engagement.shipped import ship  # noqa: PLC0415 - models have to be loaded first
        from evaluations.papers import effects, proofs  # noqa: F401, PLC0415

        post_migrate.connect(ship, sender=self, dispatch_uid="shipped policy documents")
