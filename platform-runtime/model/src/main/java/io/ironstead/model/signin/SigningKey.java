package io.ironstead.model.signin;

/**
 * A key that the console gives to its nodes, for what they tell each other through browsers.
 *
 * @param id 1 to 16 of {@code a-z 0-9}
 * @param secret 32 bytes as URL-safe base64; never logged, on disk 0600
 */
public record SigningKey(String id, String secret) {
    public SigningKey {
        if (!id.matches("[a-z0-9]{1,16}") || secret.length() < 43) {
            throw new IllegalArgumentException("This is no signing key");
        }
    }

    @Override
    public String toString() {
        return "SigningKey[id=" + id + "]";
    }
}
