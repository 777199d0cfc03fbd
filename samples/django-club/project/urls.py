from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.urls import path

from club import views

urlpatterns = [
    path("", views.programme, name="programme"),
    path("meetings/<int:number>/answer/", views.answer, name="answer"),
    path("members/", views.members, name="members"),
    path("sign-in/", LoginView.as_view(template_name="club/sign-in.html"), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("set-up/", views.set_up, name="set-up"),
    path("_ah/warmup", lambda request: HttpResponse()),
    path("admin/", admin.site.urls),
]
