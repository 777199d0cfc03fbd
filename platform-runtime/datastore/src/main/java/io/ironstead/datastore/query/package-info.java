/**
 * Answers queries from index rows, reading no more of them than the answer needs: start reading at {@link QueryRunner}, then
 * {@link NormalQuery} (what is asked) and {@link Planner} (which rows tell).
 */
@NullMarked
package io.ironstead.datastore.query;

import org.jspecify.annotations.NullMarked;
