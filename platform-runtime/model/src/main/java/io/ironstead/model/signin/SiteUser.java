package io.ironstead.model.signin;

/**
 * Somebody who has signed in to one site.
 *
 * @param email {@code name@domain}; a name of this installation, not a mailbox
 * @param id decimal digits; never given to somebody else, also when the name is used again
 * @param admin whether the site is his own, or everything is
 */
public record SiteUser(String email, String id, boolean admin) {
    public SiteUser {
        // These become lines of a request: nothing in them may end one.
        if (email.length() > 254 || !email.matches("[!-~&&[^@]]+@[!-~&&[^@]]+") || !id.matches("[0-9]{1,30}")) {
            throw new IllegalArgumentException("This is nobody's name and number");
        }
    }

    public String nickname() {
        return email.substring(0, email.indexOf('@'));
    }

    public String domain() {
        return email.substring(email.indexOf('@') + 1);
    }
}
