@NullMarked
package io.ironstead.agent.cluster;

import org.jspecify.annotations.NullMarked;
