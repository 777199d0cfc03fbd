from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import Http404

from club.models import Crew, Meeting, Member

admin.site.site_header = admin.site.site_title = "The club"
admin.site.index_title = "What there is to look after"


class WithoutHistory:
    """Django looks for an object's history by a text field, which the connector cannot filter by."""

    def history_view(self, request, object_id, extra_context=None):
        raise Http404


@admin.register(Crew)
class CrewAdmin(WithoutHistory, admin.ModelAdmin):
    pass


@admin.register(Member)
class MemberAdmin(WithoutHistory, admin.ModelAdmin):
    list_display = ["name", "email", "crew", "since"]
    list_filter = ["crew"]
    search_fields = ["name", "email"]


@admin.register(Meeting)
class MeetingAdmin(WithoutHistory, admin.ModelAdmin):
    list_display = ["title", "place", "starts"]


# Groups and single permissions are many-to-many, and the connector joins nothing: who is staff and superuser may do all.
admin.site.unregister([get_user_model(), Group])


@admin.register(get_user_model())
class ClubUserAdmin(WithoutHistory, UserAdmin):
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("May", {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["username", "email"]
    filter_horizontal = []
