package org.openztp.image.upstream;

/**
 * The ImageBuilder of one target, as the target's {@code sha256sums} named it when its profiles and packages were read.
 * One that has another checksum by now is of another build of the upstream's: what is wanted then is a new sync.
 *
 * @param upstream where it is from, as {@code conf/upstream.yaml} calls it
 * @param path below the address of the upstream
 * @param file its name: {@code openwrt-imagebuilder-….tar.xz} or {@code ….tar.zst}
 * @param sha256 64 hexadecimal digits
 * @param signedBy the id of the trusted key that had signed the list of checksums; null where the upstream has no keys to
 *     check it with
 */
public record BuilderArchive(String upstream, String path, String file, String sha256, String signedBy) {}
