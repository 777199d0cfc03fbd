package io.ironstead.instances.launch;

import java.util.List;

/**
 * Why a program did not come to answer.
 *
 * @param cause one sentence, shown to the site's owner
 * @param advice what to do about it
 * @param output the last lines it wrote
 */
public record StartFailure(String cause, String advice, List<String> output) {}
