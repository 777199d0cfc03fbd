package io.ironstead.bundle.descriptor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A queue, a job, or its retry parameters, as YAML and XML have them: words with their values, {@code _} for {@code -}.
 *
 * @param where it begins: {@code cron.yaml line 7}
 */
record FileEntry(String where, Map<String, Word> words, Map<String, FileEntry> parts) {

    /** A value and where it is. */
    record Word(String text, String where) {}

    static FileEntry at(String where) {
        return new FileEntry(where, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** @param maps the words that hold words of their own */
    static FileEntry of(Yaml yaml, String... maps) throws DescriptorException {
        var entry = at(yaml.where());
        var known = List.of(maps);
        for (String key : yaml.keys()) {
            if (known.contains(key)) {
                var part = yaml.map(key);
                if (part.isPresent()) {
                    entry.parts.put(key, of(part.get()));
                }
            } else {
                var text = yaml.text(key);
                if (text.isPresent()) {
                    entry.words.put(key, new Word(text.get().strip(), yaml.where(key)));
                }
            }
        }
        return entry;
    }

    void refuseOthers(String what, String... known) throws DescriptorException {
        var names = new TreeSet<>(List.of(known));
        for (var word : words.entrySet()) {
            if (!names.contains(word.getKey())) {
                throw wrong(
                        word.getKey(), what + " has no \"" + word.getKey() + "\", only " + String.join(", ", names));
            }
        }
        for (var part : parts.entrySet()) {
            if (!names.contains(part.getKey())) {
                throw IndexDraft.wrong(part.getValue().where(), what + " has no \"" + part.getKey() + "\"");
            }
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(words.get(name)).map(Word::text).filter(text -> !text.isEmpty());
    }

    String required(String name, String what) throws DescriptorException {
        var found = text(name);
        if (found.isEmpty()) {
            throw IndexDraft.wrong(where, what + " needs a \"" + name + "\"");
        }
        return found.get();
    }

    Optional<FileEntry> part(String name) {
        return Optional.ofNullable(parts.get(name));
    }

    DescriptorException wrong(String name, String what) {
        var word = words.get(name);
        return IndexDraft.wrong(word == null ? where : word.where(), what);
    }

    double number(String name, double otherwise, double min, double max) throws DescriptorException {
        var text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        double value;
        try {
            value = Double.parseDouble(text.get());
        } catch (NumberFormatException none) {
            throw wrong(name, "\"" + name + "\" must be a number, not \"" + text.get() + "\"");
        }
        if (!(value >= min && value <= max)) {
            throw wrong(name, "\"" + name + "\" must be between " + plain(min) + " and " + plain(max));
        }
        return value;
    }

    int whole(String name, int otherwise, int min, int max) throws DescriptorException {
        double value = number(name, otherwise, min, max);
        if (value != Math.rint(value)) {
            throw wrong(name, "\"" + name + "\" must be a whole number");
        }
        return (int) value;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
