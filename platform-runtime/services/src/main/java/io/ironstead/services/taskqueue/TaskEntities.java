package io.ironstead.services.taskqueue;

import com.google.protobuf.ByteString;
import io.ironstead.datastore.Entity;
import io.ironstead.datastore.Identifier;
import io.ironstead.datastore.Key;
import io.ironstead.datastore.PathElement;
import io.ironstead.datastore.PlatformData;
import io.ironstead.datastore.Property;
import io.ironstead.datastore.PropertyValue;
import io.ironstead.datastore.Value;
import io.ironstead.model.SiteName;
import io.ironstead.model.app.RetryRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tasks as entities. A task that waits has {@link #DUE}, and with a tag {@link #TAGGED}; a tombstone has {@link #UNTIL} instead.
 */
final class TaskEntities {
    static final String QUEUE = "IronsteadQueue";
    static final String TASK = "IronsteadTask";

    /** Indexed: the queue, a blank, the time in 16 hexadecimal digits, so that a queue's tasks lie side by side by time. */
    static final String DUE = "due";

    /** Indexed: the queue, the tag in hexadecimal digits, and the time likewise. */
    static final String TAGGED = "tagged";

    /** Indexed: until when the name of a task that is gone cannot be used again. */
    static final String UNTIL = "until";

    private TaskEntities() {}

    static Key queue(SiteName site, String queue) {
        return new Key(site.value(), "", PlatformData.NAMESPACE, List.of(element(QUEUE, queue)));
    }

    static Key task(SiteName site, String queue, String name) {
        return new Key(site.value(), "", PlatformData.NAMESPACE, List.of(element(QUEUE, queue), element(TASK, name)));
    }

    private static PathElement element(String kind, String name) {
        return new PathElement(kind, new Identifier.Named(name));
    }

    static String name(Key key) {
        return key.last().id() instanceof Identifier.Named(String name) ? name : "";
    }

    static String due(String queue, Instant time) {
        return queue + " " + hex(time);
    }

    static String tagged(String queue, String tag, Instant time) {
        return queue + " " + digits(tag) + " " + hex(time);
    }

    private static String digits(String tag) {
        return java.util.HexFormat.of().formatHex(ByteString.copyFromUtf8(tag).toByteArray());
    }

    private static String hex(Instant time) {
        return String.format("%016x", micros(time));
    }

    static long micros(Instant time) {
        return Math.multiplyExact(time.getEpochSecond(), 1_000_000L) + time.getNano() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    static Entity tombstone(Key key, Instant until) {
        return Entity.of(key, indexed(UNTIL, new Value.Timestamp(micros(until))));
    }

    static boolean isTombstone(Entity entity) {
        return entity.property(UNTIL).isPresent();
    }

    static Entity of(SiteName site, Task task) {
        var properties = new ArrayList<Property>();
        properties.add(indexed(DUE, new Value.Text(due(task.queue(), task.eta()))));
        task.tag().ifPresent(tag -> {
            properties.add(indexed(TAGGED, new Value.Text(tagged(task.queue(), tag, task.eta()))));
            properties.add(plain("tag", new Value.Text(tag)));
        });
        properties.add(plain("eta", time(task.eta())));
        properties.add(plain("named", new Value.Bool(task.named())));
        task.request().ifPresent(request -> {
            properties.add(plain("method", new Value.Text(request.method())));
            properties.add(plain("url", new Value.Text(request.url())));
            var headers = new ArrayList<PropertyValue>();
            for (var header : request.headers()) {
                headers.add(PropertyValue.unindexed(new Value.Text(header.name())));
                headers.add(PropertyValue.unindexed(new Value.Text(header.value())));
            }
            properties.add(Property.list("headers", headers));
            request.target().ifPresent(target -> properties.add(plain("target", new Value.Text(target))));
        });
        properties.add(plain("payload", new Value.Blob(task.payload())));
        var progress = task.progress();
        properties.add(plain("retries", new Value.Int(progress.retries())));
        properties.add(plain("executions", new Value.Int(progress.executions())));
        properties.add(plain("previous", new Value.Int(progress.previous())));
        properties.add(plain("created", time(progress.created())));
        progress.first().ifPresent(first -> properties.add(plain("first", time(first))));
        task.retry().ifPresent(rules -> add(rules, properties));
        return new Entity(Optional.of(task(site, task.queue(), task.name())), properties);
    }

    private static void add(RetryRules rules, List<Property> properties) {
        rules.limit().ifPresent(limit -> properties.add(plain("retryLimit", new Value.Int(limit))));
        rules.ageLimit().ifPresent(age -> properties.add(plain("ageLimitMillis", new Value.Int(age.toMillis()))));
        properties.add(
                plain("minBackoffMillis", new Value.Int(rules.minBackoff().toMillis())));
        properties.add(
                plain("maxBackoffMillis", new Value.Int(rules.maxBackoff().toMillis())));
        properties.add(plain("maxDoublings", new Value.Int(rules.maxDoublings())));
    }

    static Task task(Entity entity) {
        Key key = entity.requireKey();
        Optional<Task.Request> request = value(entity, "url")
                .map(url -> new Task.Request(
                        text(entity, "method").orElse("POST"), text(url), headers(entity), text(entity, "target")));
        return new Task(
                key.root().last().id() instanceof Identifier.Named(String queue) ? queue : "",
                name(key),
                value(entity, "named").filter(new Value.Bool(true)::equals).isPresent(),
                instant(entity, "eta").orElse(Instant.EPOCH),
                request,
                value(entity, "payload")
                        .map(value -> value instanceof Value.Blob(ByteString bytes) ? bytes : ByteString.EMPTY)
                        .orElse(ByteString.EMPTY),
                text(entity, "tag"),
                number(entity, "maxDoublings").map(doublings -> retry(entity, doublings.intValue())),
                new Task.Progress(
                        number(entity, "retries").orElse(0L).intValue(),
                        number(entity, "executions").orElse(0L).intValue(),
                        number(entity, "previous").orElse(0L).intValue(),
                        instant(entity, "created").orElse(Instant.EPOCH),
                        instant(entity, "first")));
    }

    private static RetryRules retry(Entity entity, int doublings) {
        return new RetryRules(
                number(entity, "retryLimit").map(Long::intValue),
                number(entity, "ageLimitMillis").map(Duration::ofMillis),
                Duration.ofMillis(number(entity, "minBackoffMillis").orElse(100L)),
                Duration.ofMillis(number(entity, "maxBackoffMillis").orElse(3_600_000L)),
                doublings);
    }

    private static List<Task.Header> headers(Entity entity) {
        var found = new ArrayList<Task.Header>();
        var texts = entity.property("headers").map(Property::values).orElse(List.of());
        for (int i = 0; i + 1 < texts.size(); i += 2) {
            found.add(new Task.Header(
                    text(texts.get(i).value()), text(texts.get(i + 1).value())));
        }
        return found;
    }

    static Optional<Value> value(Entity entity, String name) {
        return entity.property(name)
                .map(property -> property.values().getFirst().value());
    }

    static Optional<String> text(Entity entity, String name) {
        return value(entity, name).map(TaskEntities::text);
    }

    private static String text(Value value) {
        return value instanceof Value.Text(String text) ? text : "";
    }

    static Optional<Long> number(Entity entity, String name) {
        return value(entity, name).map(value -> value instanceof Value.Int(long number) ? number : 0L);
    }

    static Optional<Instant> instant(Entity entity, String name) {
        return value(entity, name)
                .map(value -> value instanceof Value.Timestamp(long micros) ? instant(micros) : Instant.EPOCH);
    }

    static Value time(Instant time) {
        return new Value.Timestamp(micros(time));
    }

    static Property indexed(String name, Value value) {
        return Property.of(name, PropertyValue.indexed(value));
    }

    static Property plain(String name, Value value) {
        return Property.of(name, PropertyValue.unindexed(value));
    }
}
