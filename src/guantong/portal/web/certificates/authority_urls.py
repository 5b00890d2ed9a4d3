"""The addresses of authorities, remits, and their changes."""

from django.urls import path

from . import authorities

urlpatterns = [
    path("", authorities.listed, name="certificates_authorities"),
    path("enter/<slug:kind>/", authorities.enter, name="certificates_authority_enter"),
    path("<uuid:authority>/", authorities.one, name="certificates_authority"),
    path("<uuid:authority>/<slug:step>/", authorities.propose, name="certificates_mandate_propose"),
    path("remits/<uuid:remit>/end/", authorities.end_remit, name="certificates_remit_end"),
    path("mandates/<uuid:mandate>/", authorities.mandate, name="certificates_mandate"),
    path("mandates/<uuid:mandate>/decide/", authorities.decide, name="certificates_mandate_decide"),
    path("mandates/<uuid:mandate>/withdraw/", authorities.withdraw, name="certificates_mandate_withdraw"),
]
