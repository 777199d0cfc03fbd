from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from club import views

urlpatterns = [
    path("", views.programme, name="programme"),
    path("meetings/<int:number>/answer/", views.answer, name="answer"),
    path("members/", views.members, name="members"),
    path("sign-in/", LoginView.as_view(template_name="club/sign-in.html"), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("set-up/", views.set_up, name="set-up"),
    path("_ah/warmup", lambda request: HttpResponse()),
    # Django's admin site names no icon, so browsers ask for this one.
    path("favicon.ico", RedirectView.as_view(url=static("club/icon.svg"))),
    path("admin/", admin.site.urls),
]
