package org.openztp.image.upstream;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;

/** The branches that count, as {@code conf/branches.yaml} says at the moment. */
public final class Branches {
    private final ConfFile<BranchesFile> file;

    /** @param path of {@code branches.yaml} */
    public Branches(Path path, InstantSource clock) {
        this.file = ConfFile.yaml(path, BranchesFile.class, clock);
    }

    /**
     * In the order of the file.
     *
     * @throws BadFile when the file was never good
     */
    public List<Branch> all() {
        BranchesFile now = file.get();
        return now.branches().entrySet().stream()
                .filter(entry -> entry.getValue().enabled())
                .map(entry -> branch(now, entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The branch of this name. */
    public Optional<Branch> find(String name) {
        return all().stream().filter(branch -> branch.name().equals(name)).findFirst();
    }

    /** What changed its name up to a version; nothing while the file was never good. */
    List<PackageChange> changes(String version) {
        try {
            return find(Branch.nameOf(version)).map(Branch::changes).orElse(List.of());
        } catch (BadFile e) {
            return List.of();
        }
    }

    private static Branch branch(BranchesFile file, String name, BranchesFile.Line line) {
        Integer off = line.branchOffRev();
        List<PackageChange> changes = file.packageChanges().stream()
                .filter(change -> off == null || change.revision() <= off)
                .toList();
        return new Branch(name, line.path(), line.snapshot(), off, changes);
    }

    /** What is wrong with the file as it is now. */
    public Optional<String> problem() {
        return file.problem();
    }
}
