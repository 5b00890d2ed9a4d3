"""The addresses of this area. Ids of packs hold a slash, ids of clauses a slash and the sign #."""

from django.urls import URLPattern, URLResolver, path

from . import comparing, findings, ruled, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.policies, name="policies"),
    path("documents/<path:pack>/", views.document, name="policies_document"),
    path("clauses/<path:clause>/", views.clause, name="policies_clause"),
    path("readings/", views.readings, name="policies_readings"),
    path("readings/<str:reading>/", views.reading, name="policies_reading"),
    path("readings/<str:reading>/choose/", findings.choose_reading, name="policies_reading_choose"),
    path("parameters/", views.parameters, name="policies_parameters"),
    path("catalogue/", views.catalogue, name="policies_catalogue"),
    path("occupations/", views.occupations, name="policies_occupations"),
    path("glossary/", views.glossary, name="policies_glossary"),
    path("cases/", views.cases, name="policies_cases"),
    path("cases/<path:case>/", views.case, name="policies_case"),
    path("versions/", comparing.versions_page, name="policies_versions"),
    path("versions/compare/", comparing.compare_page, name="policies_compare"),
    path("versions/<path:pack>.json", views.export, name="policies_export"),
    path("facts/", findings.facts, name="policies_facts"),
    path("facts/confirm/", findings.confirm, name="policies_confirm"),
    path("precedents/", findings.precedents, name="policies_precedents"),
    path("precedents/record/", findings.record_precedent, name="policies_precedent_record"),
    path("rulings/", ruled.proposals, name="policies_waiting"),
    path("rulings/<uuid:ruling>/", ruled.ruling, name="policies_ruling"),
    path("rulings/<uuid:ruling>/accept/", ruled.accept, name="policies_ruling_accept"),
    path("rulings/<uuid:ruling>/decline/", ruled.decline, name="policies_ruling_decline"),
    path("rulings/<uuid:ruling>/withdraw/", ruled.withdraw, name="policies_ruling_withdraw"),
]
