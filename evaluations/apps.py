from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 - tells of migrations, not of rows


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = "评价"

    def ready(self) -> None:
        """Slices that are told of what happens below them are there in every process."""
        from evaluations.engagement.shipped import ship  # noqa: PLC0415 - models have to be loaded first
        from evaluations.invitations.queries import KIND, secret_page  # noqa: PLC0415
        from evaluations.notices.gates import link_by, open_by  # noqa: PLC0415
        from evaluations.papers import effects, proofs  # noqa: F401, PLC0415
        from evaluations.projects.audience import openable  # noqa: PLC0415
        from evaluations.projects.freezing import freeze_by  # noqa: PLC0415
        from evaluations.reviews import checks  # noqa: F401, PLC0415
        from evaluations.stages.queries import freeze_of, kind_of_page  # noqa: PLC0415

        open_by(openable)
        link_by(KIND, secret_page)
        freeze_by(freeze_of, pages=kind_of_page)
        post_migrate.connect(ship, sender=self, dispatch_uid="shipped policy documents")
