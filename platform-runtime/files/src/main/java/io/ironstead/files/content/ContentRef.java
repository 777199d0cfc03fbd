package io.ironstead.files.content;

/**
 * What it takes to get at a sealed content again. In a grid that is a capability: whoever has it can read, so it is
 * stored encrypted only, and does not show in a log.
 */
public record ContentRef(String secret) {
    @Override
    public String toString() {
        return "ContentRef[hidden]";
    }
}
