package io.ironstead.bundle.descriptor;

import io.ironstead.model.app.CronJob;
import io.ironstead.model.app.QueueDefinition;
import io.ironstead.model.app.TaskFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files in which a bundle asks for task queues and scheduled jobs. */
final class TaskFileReader {
    private TaskFileReader() {}

    static TaskFiles read(BundleFiles files) throws DescriptorException {
        return new TaskFiles(queues(files), jobs(files));
    }

    private static Optional<List<QueueDefinition>> queues(BundleFiles files) throws DescriptorException {
        for (String name : List.of("queue.yaml", "queue.yml")) {
            var text = files.text(name);
            if (text.isPresent()) {
                return Optional.of(queueYaml(name, text.get()));
            }
        }
        var xml = files.text("WEB-INF/queue.xml");
        return xml.isEmpty() ? Optional.empty() : Optional.of(queueXml("WEB-INF/queue.xml", xml.get()));
    }

    static List<QueueDefinition> queueYaml(String file, String text) throws DescriptorException {
        return QueueEntries.read(yaml(
                file,
                text,
                "queue",
                List.of("queue", "total_storage_limit"),
                QueueEntries.MAPS.toArray(new String[0])));
    }

    static List<QueueDefinition> queueXml(String file, String text) throws DescriptorException {
        return QueueEntries.read(EntriesXml.read(file, text, "queue-entries", "queue", QueueEntries.MAPS));
    }

    private static Optional<List<CronJob>> jobs(BundleFiles files) throws DescriptorException {
        for (String name : List.of("cron.yaml", "cron.yml")) {
            var text = files.text(name);
            if (text.isPresent()) {
                return Optional.of(cronYaml(name, text.get()));
            }
        }
        var xml = files.text("WEB-INF/cron.xml");
        return xml.isEmpty() ? Optional.empty() : Optional.of(cronXml("WEB-INF/cron.xml", xml.get()));
    }

    static List<CronJob> cronYaml(String file, String text) throws DescriptorException {
        return CronEntries.read(yaml(file, text, "cron", List.of("cron"), CronEntries.MAPS.toArray(new String[0])));
    }

    static List<CronJob> cronXml(String file, String text) throws DescriptorException {
        return CronEntries.read(EntriesXml.read(file, text, "cronentries", "cron", CronEntries.MAPS));
    }

    private static List<FileEntry> yaml(String file, String text, String list, List<String> known, String... maps)
            throws DescriptorException {
        var root = Yaml.parseIfAny(file, text);
        var entries = new ArrayList<FileEntry>();
        if (root.isPresent()) {
            for (String key : root.get().keys()) {
                if (!known.contains(key)) {
                    throw root.get().wrong(key, "the file has no \"" + key + "\", only " + String.join(", ", known));
                }
            }
            for (var entry : root.get().maps(list)) {
                entries.add(FileEntry.of(entry, maps));
            }
        }
        return entries;
    }
}
