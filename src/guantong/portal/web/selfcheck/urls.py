"""The addresses of this area."""

from django.urls import URLPattern, URLResolver, path

from . import paper, result, saving, steps

urlpatterns: list[URLPattern | URLResolver] = [
    path("", steps.start, name="selfcheck_start"),
    path("q/<slug:name>/", steps.step, name="selfcheck_step"),
    path("rows/", steps.rows, name="selfcheck_rows"),
    path("occupations/", steps.occupations, name="selfcheck_occupations"),
    path("result/", result.result, name="selfcheck_result"),
    path("result/region/", result.region, name="selfcheck_region"),
    path("result/summary.pdf", paper.pdf, name="selfcheck_pdf"),
    path("saved/", saving.saved, name="selfcheck_saved"),
    path("saved/delete/", saving.delete, name="selfcheck_delete"),
    path("resume/", saving.resume, name="selfcheck_resume"),
    path("record/", saving.record, name="selfcheck_record"),
    path("over/", saving.over, name="selfcheck_over"),
]
