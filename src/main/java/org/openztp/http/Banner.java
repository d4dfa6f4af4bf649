package org.openztp.http;

import java.util.List;

/**
 * What an operator is not to miss, whatever page is open.
 *
 * @param faults what is wrong in the files of conf
 * @param alerts what keeps devices waiting
 */
public record Banner(List<String> faults, List<String> alerts) {
    public static final Banner NONE = new Banner(List.of(), List.of());
}
