from django.contrib.auth import get_user_model
from django.contrib.auth.forms import BaseUserCreationForm


class FirstAccount(BaseUserCreationForm):
    """Name and password of whoever will run the club."""

    class Meta:
        model = get_user_model()
        fields = ["username"]

    def save(self, commit=True):
        user = super().save(commit=False)
        user.is_staff = user.is_superuser = True
        if commit:
            user.save()
        return user
