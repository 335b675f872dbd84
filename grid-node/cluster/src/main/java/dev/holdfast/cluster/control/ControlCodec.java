package dev.holdfast.cluster.control;

import dev.holdfast.cluster.control.ControlCommand.Change;
import dev.holdfast.cluster.control.ControlCommand.ClaimShards;
import dev.holdfast.cluster.control.ControlCommand.Create;
import dev.holdfast.cluster.control.ControlCommand.Restore;
import java.util.List;
import java.util.UUID;

/** Commands as bytes. They stay in logs: a number once used keeps its meaning. */
final class ControlCodec {

  private static final int FORMAT = 1;

  private ControlCodec() {}

  static byte[] write(ControlCommand command) {
    BinaryWriter out = new BinaryWriter().u8(FORMAT);
    switch (command) {
      case Create c -> out.u8(4).uuid(c.grid()).int32(c.shards()).list(c.voters(), out::uuid);
      case ClaimShards c -> out.u8(2).list(c.claims(), claim -> write(claim, out));
      case Change c -> CatalogueCommandCodec.write(c.command(), out.u8(3));
      case Restore c -> write(c, out.u8(5));
    }
    return out.toBytes();
  }

  static ControlCommand command(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    in.format(FORMAT, "a command of the control group");
    int kind = in.u8();
    ControlCommand command =
        switch (kind) {
          case 1 -> unnamed(in.int32(), in.list(in::uuid));
          case 2 -> new ClaimShards(in.list(() -> claim(in)));
          case 3 -> new Change(CatalogueCommandCodec.read(in));
          case 4 -> new Create(in.uuid(), in.int32(), in.list(in::uuid));
          case 5 -> restore(in);
          default -> throw new IllegalArgumentException("there is no command " + kind);
        };
    in.end();
    return command;
  }

  private static void write(Restore restore, BinaryWriter out) {
    out.uuid(restore.grid()).int32(restore.shards()).list(restore.voters(), out::uuid);
    out.list(restore.configurations(), one -> write(one, out));
    StateCodec.write(restore.catalogue(), out.u8(StateCodec.FORMAT));
  }

  private static Restore restore(BinaryReader in) {
    return new Restore(
        in.uuid(),
        in.int32(),
        in.list(in::uuid),
        in.list(() -> configuration(in)),
        StateCodec.catalogue(in, in.format(StateCodec.FORMAT, "a catalogue")));
  }

  private static Create unnamed(int shards, List<UUID> voters) {
    return new Create(unnamed(voters), shards, voters);
  }

  /** Grids had no identity at first: theirs is their first member's. */
  static UUID unnamed(List<UUID> voters) {
    return voters.isEmpty() ? ControlState.NOT_CREATED : voters.getFirst();
  }

  static void write(ShardConfiguration configuration, BinaryWriter out) {
    out.int32(configuration.shard())
        .int64(configuration.epoch())
        .uuid(configuration.owner())
        .list(configuration.copies(), out::uuid)
        .int64(configuration.start());
  }

  static ShardConfiguration configuration(BinaryReader in) {
    return new ShardConfiguration(in.int32(), in.int64(), in.uuid(), in.list(in::uuid), in.int64());
  }

  private static void write(Claim claim, BinaryWriter out) {
    write(claim.next(), out.int64(claim.expectedEpoch()));
  }

  private static Claim claim(BinaryReader in) {
    return new Claim(in.int64(), configuration(in));
  }
}
