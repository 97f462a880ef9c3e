from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Slices below are told of what is made here; what is written here is signed with the stages."""
        from evaluations.desk import find, items  # noqa: PLC0415 - models have to be loaded first
        from evaluations.desk.landing import land_by  # noqa: PLC0415
        from evaluations.notices.gates import open_by  # noqa: PLC0415
        from evaluations.rectification.findings import read_by  # noqa: PLC0415
        from evaluations.reviews.consulting.drafts import offer_by  # noqa: PLC0415
        from evaluations.stages.scopes import Rows, contribute  # noqa: PLC0415
        from reports.archiving import checks as archiving  # noqa: F401, PLC0415
        from reports.composing.models import SectionText  # noqa: PLC0415
        from reports.portal.queries import landing  # noqa: PLC0415
        from reports.publishing import checks  # noqa: F401, PLC0415
        from reports.publishing.offering import drafts, findings  # noqa: PLC0415
        from reports.reading.audience import readable_paths  # noqa: PLC0415
        from reports.reading.finding import comments, readings, to_read  # noqa: PLC0415

        contribute("texts", Rows(model=SectionText))
        open_by(readable_paths)
        items.offer_by(to_read)
        find.offer_by("送审阅读", readings)
        find.offer_by("批注与意见", comments)
        offer_by(drafts)
        read_by(findings)
        land_by(landing)
