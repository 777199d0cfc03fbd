import secrets

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from club.forms import FirstAccount
from club.models import Answer, Crew, Meeting, Member
from project.secret import set_up_key

MEETINGS_MAX = 20
MEMBERS_MAX = 500


def programme(request):
    """The next meetings. Who is signed in sees who comes, and can answer."""
    meetings = list(Meeting.objects.filter(starts__gte=timezone.now())[:MEETINGS_MAX])
    # The connector joins nothing: answers are found by the meetings' keys, users by the answers'.
    answers = list(Answer.objects.filter(meeting_id__in=[meeting.pk for meeting in meetings])) if meetings else []
    users = get_user_model().objects.in_bulk({answer.user_id for answer in answers})
    for meeting in meetings:
        coming = [answer.user_id for answer in answers if answer.meeting_id == meeting.pk]
        meeting.coming = sorted(users[pk].get_username() for pk in coming if pk in users)
        meeting.answered = request.user.pk in coming
    return render(request, "club/programme.html", {"meetings": meetings})


@login_required
@require_POST
def answer(request, number):
    meeting = get_object_or_404(Meeting, pk=number)
    if request.POST.get("coming") == "yes":
        Answer.objects.get_or_create(meeting=meeting, user=request.user)
    else:
        Answer.objects.filter(meeting=meeting, user=request.user).delete()
    return redirect("programme")


@login_required
def members(request):
    found = list(Member.objects.all()[:MEMBERS_MAX])
    crews = [(crew, [member for member in found if member.crew_id == crew.pk]) for crew in Crew.objects.all()]
    return render(request, "club/members.html", {"crews": crews, "count": len(found)})


def set_up(request):
    """Makes the first account, for whoever can read the application's log."""
    key = request.POST.get("key") or request.GET.get("key", "")
    users = get_user_model()
    if users.objects.filter(is_superuser=True).exists() or not secrets.compare_digest(
        key.encode(), set_up_key(settings.PROJECT).encode()
    ):
        raise Http404
    form = FirstAccount(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.save())
        return redirect("admin:index")
    return render(request, "club/set-up.html", {"form": form, "key": key})
