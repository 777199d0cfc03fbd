package io.ironstead.files;

import java.util.List;
import java.util.Optional;

/** @param next path to list after, when there may be more */
public record FilePage(List<StoredFile> files, Optional<String> next) {
    public FilePage {
        files = List.copyOf(files);
    }
}
