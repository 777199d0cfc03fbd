package io.ironstead.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One of the sample applications, and the site that it becomes. */
record Sample(Path folder, String site) {

    /**
     * What can be deployed below a folder, by name. {@code python-qr} becomes the site {@code qr}; where two samples do the
     * same in two languages, each keeps its whole name.
     */
    static List<Sample> in(Path samples) throws IOException {
        try (var folders = Files.list(samples)) {
            var applications = folders.filter(Sample::isApplication).sorted().toList();
            var howMany = applications.stream().collect(groupingBy(Sample::shortName, counting()));
            return applications.stream()
                    .map(folder -> new Sample(
                            folder,
                            howMany.get(shortName(folder)) == 1
                                    ? shortName(folder)
                                    : folder.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean isApplication(Path folder) {
        return Files.exists(folder.resolve("app.yaml")) || Files.exists(folder.resolve("pom.xml"));
    }

    private static String shortName(Path folder) {
        var name = folder.getFileName().toString();
        return name.substring(name.indexOf('-') + 1);
    }
}
