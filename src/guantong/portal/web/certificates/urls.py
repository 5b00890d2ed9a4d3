"""The addresses of certificates."""

from django.urls import include, path

from . import asked, changing, lists, mine, rows

urlpatterns = [
    path("", lists.overview, name="certificates"),
    path("authorities/", include(f"{__package__}.authority_urls")),
    path("lists/new/", lists.bring, name="certificates_bring"),
    path("lists/template/<slug:kind>/", lists.empty, name="certificates_template"),
    path("lists/<uuid:batch>/", lists.preview, name="certificates_list"),
    path("lists/<uuid:batch>/progress/", lists.progress, name="certificates_progress"),
    path("lists/<uuid:batch>/propose/", lists.propose, name="certificates_propose"),
    path("lists/<uuid:batch>/confirm/", lists.confirm, name="certificates_confirm"),
    path("lists/<uuid:batch>/withdraw/", lists.withdraw, name="certificates_withdraw"),
    path("lists/<uuid:batch>/retry/", lists.retry, name="certificates_retry"),
    path("lists/<uuid:batch>/manifest/", lists.manifest, name="certificates_manifest"),
    path("lists/<uuid:batch>/files/", lists.files, name="certificates_files"),
    path("lists/<uuid:batch>/go-on/", rows.all_go_on, name="certificates_go_on"),
    path("rows/<uuid:preview>/", rows.row, name="certificates_row"),
    path("rows/<uuid:preview>/photo/", rows.photo, name="certificates_row_photo"),
    path("rows/<uuid:preview>/go-on/", rows.go_on, name="certificates_row_go_on"),
    path("rows/<uuid:preview>/correct/", rows.correct, name="certificates_row_correct"),
    path("rows/<uuid:preview>/take-out/", rows.take_out, name="certificates_row_take_out"),
    path("all/", changing.found, name="certificates_all"),
    path("one/<uuid:certificate>/", changing.one, name="certificate"),
    path("one/<uuid:certificate>/file/<slug:form>/", changing.file, name="certificate_file"),
    path("one/<uuid:certificate>/<slug:transition>/", changing.propose, name="certificate_change"),
    path("changes/<uuid:change>/decide/", changing.decide, name="certificate_decide"),
    path("changes/<uuid:change>/withdraw/", changing.withdraw, name="certificate_change_withdraw"),
    path("corrections/<uuid:correction>/", changing.answer, name="certificate_answer"),
    path("mine/", mine.listed, name="certificates_mine"),
    path("mine/claim/", mine.claim, name="certificates_claim"),
    path("mine/asked/<uuid:preview>/", asked.one, name="certificate_asked"),
    path("mine/asked/<uuid:preview>/photo/", asked.photo, name="certificate_asked_photo"),
    path("mine/asked/<uuid:preview>/confirm/", asked.confirm, name="certificate_asked_confirm"),
    path("mine/asked/<uuid:preview>/report/", asked.report, name="certificate_asked_report"),
    path("mine/<uuid:certificate>/", mine.one, name="certificate_mine"),
    path("mine/<uuid:certificate>/file/<slug:form>/", mine.file, name="certificate_copy"),
    path("mine/<uuid:certificate>/share/", mine.share, name="certificate_share"),
    path("mine/<uuid:certificate>/correct/", mine.correct, name="certificate_correct"),
    path("mine/shares/<uuid:share>/withdraw/", mine.unshare, name="certificate_unshare"),
]
