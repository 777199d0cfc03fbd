from django.conf import settings
from django.db import models


class Crew(models.Model):
    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Member(models.Model):
    name = models.CharField(max_length=80)
    email = models.EmailField(unique=True)
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="members")
    since = models.DateField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Meeting(models.Model):
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=80)
    starts = models.DateTimeField()

    class Meta:
        ordering = ["starts"]

    def __str__(self):
        return self.title


class Answer(models.Model):
    """Somebody comes to a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_answer_each")]
