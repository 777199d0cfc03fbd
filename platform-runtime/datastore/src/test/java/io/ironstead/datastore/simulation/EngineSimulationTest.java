package io.ironstead.datastore.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.couch.Winner;
import io.ironstead.couch.Written;
import io.ironstead.datastore.Datastore;
import io.ironstead.datastore.documents.EntityDatabase;
import io.ironstead.datastore.documents.EntityPart;
import io.ironstead.datastore.log.LogPosition;
import io.ironstead.datastore.log.SlotContent;
import io.ironstead.datastore.log.SlotId;
import io.ironstead.datastore.log.SlotStore;
import io.ironstead.datastore.log.simulation.SimulatedCluster;
import io.ironstead.datastore.log.simulation.SimulatedStore;
import io.ironstead.datastore.log.simulation.Stage;
import io.ironstead.datastore.simulation.Attempt.Outcome;
import io.ironstead.datastore.standby.FeedMessage;
import io.ironstead.datastore.tablet.CommitLog;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients of one database, whose machines crash, stand still for a while and take over from each other, over a cluster that
 * loses, delays, reorders and repeats messages, answers below quorum, and stops and starts its nodes. Leaders write checkpoints,
 * deposed ones too, the log goes on in new epochs and the old are dropped, and machines without a disk make their rows from
 * documents. After each seed the {@link Checker} judges what every client was told. Then the same with something broken, which it must find.
 *
 * <p>{@code -Dseeds=N} for more seeds, {@code -Dseed=S} for one of them again, {@code -Dlong=true} for thousands.
 */
class EngineSimulationTest {
    private static final int SEEDS = Integer.getInteger("seeds", Boolean.getBoolean("long") ? 10_000 : 100);
    private static final int SEEDS_BROKEN = 3_000;

    @Test
    void everyHistoryIsStrictlySerializableAndNothingIsLost() {
        long commits = 0;
        long leaders = 0;
        long done = 0;
        long checkpoints = 0;
        long restored = 0;
        long dropped = 0;
        long warm = 0;
        long[] seeds = seeds();
        for (long seed : seeds) {
            var result = Run.of(seed, SimulatedStore::new);
            assertThat(result.broken()).as("-Dseed=%d", seed).isNull();
            commits += result.commits();
            leaders += result.leaders();
            checkpoints += result.checkpoints();
            restored += result.restored();
            dropped += result.dropped();
            warm += result.warm();
            done += result.history().count(Outcome.DONE);
        }
        if (seeds.length == 1) {
            return;
        }
        // A simulation in which nothing happens proves nothing.
        assertThat(commits).isGreaterThan(5L * seeds.length);
        assertThat(leaders).isGreaterThan((long) seeds.length);
        assertThat(done).isGreaterThan(20L * seeds.length);
        assertThat(checkpoints).isGreaterThan(4L * seeds.length);
        assertThat(restored).isGreaterThan(seeds.length / 2);
        assertThat(dropped).isGreaterThan(4L * seeds.length);
        assertThat(warm).isGreaterThan(seeds.length);
    }

    @Test
    void aSeedTellsTheWholeRun() {
        for (long seed = 0; seed < 5; seed++) {
            var first = Run.of(seed, SimulatedStore::new).history().attempts().toString();
            assertThat(Run.of(seed, SimulatedStore::new).history().attempts().toString())
                    .as("-Dseed=%d", seed)
                    .isEqualTo(first);
        }
    }

    @Test
    void takingOneReplicaForAQuorumIsFound() {
        assertFinds((stage, cluster, random) -> new SimulatedStore(stage, cluster, random) {
            @Override
            public boolean create(SlotId slot, SlotContent content) {
                return offer(slot, content, false, 1);
            }
        });
    }

    @Test
    void leavingOutASealIsFound() {
        assertFinds((stage, cluster, random) -> new SimulatedStore(stage, cluster, random) {
            @Override
            public boolean create(SlotId slot, SlotContent content) {
                return content instanceof SlotContent.Seal || super.create(slot, content);
            }

            @Override
            public List<Boolean> seal(long epoch, long fromSlot, int slots) {
                return Collections.nCopies(slots, true);
            }
        });
    }

    /** Everything is as it should be but for what a test changes. */
    private interface Almost extends Run.World {
        @Override
        default SlotStore slots(Stage stage, SimulatedCluster cluster, Random random) {
            return new SimulatedStore(stage, cluster, random);
        }
    }

    @Test
    void forgettingWhichEntitiesWereReadIsFound() {
        assertFinds(new Almost() {
            @Override
            public Datastore datastore(Datastore tablet) {
                return new Careless(tablet, true, false);
            }
        });
    }

    @Test
    void forgettingWhichRangesWereReadIsFound() {
        assertFinds(new Almost() {
            @Override
            public Datastore datastore(Datastore tablet) {
                return new Careless(tablet, false, true);
            }
        });
    }

    @Test
    void tellingBeforeTheLogHasItIsFound() {
        assertFinds(new Almost() {
            @Override
            public CommitLog log(CommitLog log) {
                return new Hasty(log);
            }
        });
    }

    @Test
    void readingWithoutALeaseIsFound() {
        assertFinds(new Almost() {
            @Override
            public Duration lease() {
                return Duration.ZERO;
            }
        });
    }

    /** As a checkpoint was once written: over whatever is there when it arrives. */
    @Test
    void writingOverTheDocumentsOfASuccessorIsFound() {
        assertFinds(300, new Almost() {
            @Override
            public EntityDatabase entities(Stage stage, SimulatedEntities entities, Random random) {
                return new SimulatedEntityDatabase(stage, entities, random) {
                    @Override
                    public Map<String, Winner> winners(List<String> ids) {
                        super.winners(ids);
                        return Map.of();
                    }

                    @Override
                    public Map<String, Written> copyAll(List<ObjectNode> documents) {
                        return send(documents, 2, true);
                    }
                };
            }
        });
    }

    @Test
    void takingDocumentsForStoredTooEarlyIsFound() {
        assertFinds(new Almost() {
            @Override
            public EntityDatabase entities(Stage stage, SimulatedEntities entities, Random random) {
                return new SimulatedEntityDatabase(stage, entities, random) {
                    @Override
                    public Map<String, Written> copyAll(List<ObjectNode> documents) {
                        super.copyAll(documents);
                        return Map.of();
                    }
                };
            }
        });
    }

    /** As a restoration was once: one copy of each document answered. */
    @Test
    void restoringFromOneCopyIsFound() {
        assertFinds(new Almost() {
            @Override
            public EntityDatabase entities(Stage stage, SimulatedEntities entities, Random random) {
                return new SimulatedEntityDatabase(stage, entities, random) {
                    @Override
                    public List<EntityPart> parts() {
                        return super.parts().stream()
                                .map(part -> new EntityPart(
                                        List.of(part.copies()
                                                .get(random.nextInt(
                                                        part.copies().size()))),
                                        1))
                                .toList();
                    }
                };
            }
        });
    }

    @Test
    void droppingTheLogTooFarIsFound() {
        assertFinds(new Almost() {
            @Override
            public CommitLog log(CommitLog log) {
                return new Passing(log) {
                    @Override
                    public void dropBefore(long lsn) {
                        super.dropBefore(lsn + 5);
                    }
                };
            }
        });
    }

    /** A standby misses an entry, and does not see it. */
    @Test
    void aGapThatNobodySeesIsFound() {
        assertFinds(new Almost() {
            private @Nullable LogPosition missed;

            @Override
            public @Nullable FeedMessage heard(FeedMessage message, Random random) {
                if (!(message instanceof FeedMessage.Entry(var before, var at, byte[] bytes))) {
                    return message;
                }
                var follows = missed == null ? before : missed;
                missed = random.nextInt(12) == 0 ? follows : null;
                return missed != null ? null : new FeedMessage.Entry(follows, at, bytes);
            }
        });
    }

    private static void assertFinds(Run.World broken) {
        assertFinds(0, broken);
    }

    /** @param from where to begin, not to spend a minute on the way to what is rare */
    private static void assertFinds(long from, Run.World broken) {
        for (long seed = from; seed < from + SEEDS_BROKEN; seed++) {
            if (Run.of(seed, broken).broken() != null) {
                return;
            }
        }
        throw new AssertionError("the checker finds nothing in " + SEEDS_BROKEN + " runs");
    }

    private static long[] seeds() {
        Long one = Long.getLong("seed");
        return one != null ? new long[] {one} : LongStream.range(0, SEEDS).toArray();
    }
}
