package io.ironstead.cluster.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import io.ironstead.cluster.memory.MemcacheStorage.CachedItem;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteItem;
import io.ironstead.cluster.memory.MemcacheStorage.DeleteStatus;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementItem;
import io.ironstead.cluster.memory.MemcacheStorage.IncrementResult;
import io.ironstead.cluster.memory.MemcacheStorage.MemcacheStats;
import io.ironstead.cluster.memory.MemcacheStorage.Policy;
import io.ironstead.cluster.memory.MemcacheStorage.StoreItem;
import io.ironstead.cluster.memory.MemcacheStorage.StoreStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes from member to member arrives as it was, although one member alone sends itself nothing but replies. */
class SerializersTest {
    private static final ItemKey KEY = ItemKey.of("ns", new byte[] {0, (byte) 0xff, 10});
    private static final byte[] VALUE = {1, 0, (byte) 0x80};

    private static <T> T sent(T object) {
        var config = new SerializationConfig();
        Serializers.register(config);
        var service = new DefaultSerializationServiceBuilder().setConfig(config).build();
        return service.toObject(service.toData(object));
    }

    static Stream<Command> commands() {
        return Stream.of(
                new Command.Get(List.of(KEY), true),
                new Command.Store(List.of(new StoreItem(KEY, VALUE, -1, Policy.CAS, -5, 9))),
                new Command.Delete(List.of(new DeleteItem(KEY, 32))),
                new Command.Increment(List.of(
                        new IncrementItem(KEY, -1, true, Optional.of(4L), 2),
                        new IncrementItem(KEY, 1, false, Optional.empty(), 0))),
                new Command.Flush(),
                new Command.Stats(),
                new Command.Trim());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandsArrive(Command command) {
        var arrived = sent(new SegmentTask(command)).command;
        assertThat(arrived).usingRecursiveComparison().isEqualTo(command);
    }

    static Stream<Reply> replies() {
        return Stream.of(
                new Reply.Items(List.of(Optional.empty(), Optional.of(new CachedItem(VALUE, -1, -5, 9, 4, true)))),
                new Reply.Stored(List.of(StoreStatus.values())),
                new Reply.Deleted(List.of(DeleteStatus.values())),
                new Reply.Incremented(List.of(
                        new IncrementResult.Changed(-1),
                        new IncrementResult.NotFound(),
                        new IncrementResult.NoNumber())),
                new Reply.Counted(new MemcacheStats(1, 2, 3, 4, 5, 6)));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void repliesArrive(Reply reply) {
        assertThat(sent(reply)).usingRecursiveComparison().isEqualTo(reply);
    }

    @Test
    void aSegmentThatMovesKeepsItemsLocksOrderAndIds() {
        var segment = new Segment(100);
        segment.store(new StoreItem(KEY, VALUE, 3, Policy.SET, 0, 0), 50, 1000);
        var locked = ItemKey.of("", new byte[] {5});
        segment.store(new StoreItem(locked, VALUE, 3, Policy.SET, 0, 0), 50, 1000);
        segment.delete(new DeleteItem(locked, 10), 51);
        segment.get(KEY, 52);

        var arrived = sent(segment);

        assertThat(arrived.slots.keySet()).containsExactlyElementsOf(segment.slots.keySet());
        assertThat(arrived.bytes).isEqualTo(segment.bytes);
        assertThat(arrived.lastCasId).isEqualTo(segment.lastCasId);
        assertThat(arrived.get(KEY, 53).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(segment.get(KEY, 53).orElseThrow());
        assertThat(arrived.store(new StoreItem(locked, VALUE, 3, Policy.ADD, 0, 0), 60, 1000))
                .isEqualTo(StoreStatus.NOT_STORED);
        assertThat(arrived.stats(53)).isEqualTo(segment.stats(53));
    }
}
