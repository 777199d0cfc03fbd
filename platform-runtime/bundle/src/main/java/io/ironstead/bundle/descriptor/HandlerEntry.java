package io.ironstead.bundle.descriptor;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.ironstead.model.app.Handler;
import io.ironstead.model.app.Handler.Access;
import io.ironstead.model.app.Handler.AuthFail;
import io.ironstead.model.app.Handler.FileOptions;
import io.ironstead.model.app.Handler.Login;
import io.ironstead.model.app.Handler.Secure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One entry of {@code handlers:}. */
final class HandlerEntry {
    private static final Set<String> KNOWN = Set.of(
            "url",
            "script",
            "static_dir",
            "static_files",
            "upload",
            "secure",
            "login",
            "expiration",
            "mime_type",
            "http_headers",
            "redirect_http_response_code",
            "application_readable",
            "require_matching_file",
            "auth_fail_action");

    private HandlerEntry() {}

    static Handler read(Yaml entry, List<String> warnings) throws DescriptorException {
        for (String key : entry.keys()) {
            if (!KNOWN.contains(key)) {
                warnings.add(entry.where(key) + ": \"" + key + "\" is not used here.");
            }
        }
        var url = entry.text("url").orElseThrow(() -> entry.wrong("url", "a handler needs a \"url\""));
        if (!url.startsWith("/") && !url.startsWith(".") && !url.startsWith("(")) {
            throw entry.wrong("url", "a handler's url must start with \"/\"");
        }
        var access = access(entry);
        var directory = entry.text("static_dir");
        if (directory.isPresent()) {
            return new Handler.StaticDir(url, inside(entry, "static_dir", directory.get()), options(entry), access);
        }
        pattern(entry, "url", url);
        var file = entry.text("static_files");
        if (file.isPresent()) {
            var upload = entry.text("upload").orElse(".*");
            pattern(entry, "upload", upload);
            boolean mustExist = entry.text("require_matching_file")
                    .map(Boolean::parseBoolean)
                    .orElse(false);
            return new Handler.StaticFiles(
                    url, inside(entry, "static_files", file.get()), upload, "", mustExist, options(entry), access);
        }
        return new Handler.Script(
                url,
                entry.text("script")
                        .orElseThrow(() -> entry.wrong(
                                "url", "this handler needs one of \"script\", \"static_dir\" and \"static_files\"")),
                access);
    }

    private static void pattern(Yaml entry, String key, String regex) throws DescriptorException {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException broken) {
            throw entry.wrong(key, "\"" + key + "\" is no regular expression: " + broken.getDescription());
        }
    }

    static String inside(Yaml entry, String key, String path) throws DescriptorException {
        var plain = path.replaceAll("^\\./|/+$", "");
        if (plain.startsWith("/") || List.of(plain.split("/")).contains("..")) {
            throw entry.wrong(key, "\"" + key + "\" must stay inside the application's folder");
        }
        return plain;
    }

    private static FileOptions options(Yaml entry) throws DescriptorException {
        var headers = new LinkedHashMap<String, String>();
        var map = entry.map("http_headers");
        if (map.isPresent()) {
            for (Map.Entry<String, String> header : map.get().texts().entrySet()) {
                if (!header.getKey().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                        || header.getValue().chars().anyMatch(c -> c < 0x20 || c >= 0x7f)) {
                    throw map.get().wrong(header.getKey(), "\"" + header.getKey() + "\" is no HTTP header");
                }
                headers.put(header.getKey(), header.getValue());
            }
        }
        var mime = entry.text("mime_type");
        if (mime.isPresent() && !mime.get().matches("[\\w.+-]+/[\\w.+-]+( *;[ -~]*)?")) {
            throw entry.wrong("mime_type", "\"mime_type\" must be such as text/css");
        }
        return new FileOptions(AppYaml.expiration(entry, "expiration"), mime, headers);
    }

    private static Access access(Yaml entry) throws DescriptorException {
        var code = entry.text("redirect_http_response_code").orElse("302");
        if (!Set.of("301", "302", "303", "307").contains(code)) {
            throw entry.wrong("redirect_http_response_code", "the redirect's status must be 301, 302, 303 or 307");
        }
        return new Access(
                word(entry, "secure", Secure.class, Secure.OPTIONAL, "optional, never or always"),
                word(entry, "login", Login.class, Login.OPTIONAL, "optional, required or admin"),
                Integer.parseInt(code),
                word(entry, "auth_fail_action", AuthFail.class, AuthFail.REDIRECT, "redirect or unauthorized"));
    }

    private static <E extends Enum<E>> E word(Yaml entry, String key, Class<E> type, E usual, String words)
            throws DescriptorException {
        try {
            return entry.text(key)
                    .map(text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)))
                    .orElse(usual);
        } catch (IllegalArgumentException unknown) {
            throw entry.wrong(key, "\"" + key + "\" must be " + words);
        }
    }
}
