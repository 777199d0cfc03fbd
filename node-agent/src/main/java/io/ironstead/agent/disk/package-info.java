/**
 * The agent's folder on disk: one process at a time may use it, and its small files survive a crash whole. Start at
 * {@link io.ironstead.agent.disk.DataFolder}.
 */
@NullMarked
package io.ironstead.agent.disk;

import org.jspecify.annotations.NullMarked;
