package io.ironstead.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.ironstead.model.Deadline;
import io.ironstead.model.NodeId;
import java.io.File;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a member takes from others. */
class MemberTest {
    @Test
    void readsWhyAnotherMemberRefusesAndNoObjectsOfStrangers() {
        try (var member = new Member(MemberSettings.alone(new NodeId("a")))) {
            var running = (HazelcastInstanceProxy)
                    member.get(Deadline.in(Duration.ofSeconds(60))).orElseThrow();
            var wire = running.getSerializationService();

            Object read = wire.toObject(wire.toData(new IllegalStateException("The list of members changed")));
            assertThat(read).isInstanceOf(IllegalStateException.class);
            assertThat(((Throwable) read).getStackTrace()).isNotEmpty();
            var stranger = wire.toData(new File("stranger"));
            assertThatThrownBy(() -> wire.toObject(stranger)).isInstanceOf(HazelcastSerializationException.class);
        }
    }
}
