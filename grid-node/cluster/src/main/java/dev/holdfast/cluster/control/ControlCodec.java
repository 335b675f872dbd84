package dev.holdfast.cluster.control;

import dev.holdfast.cluster.control.ControlCommand.Change;
import dev.holdfast.cluster.control.ControlCommand.ClaimShards;
import dev.holdfast.cluster.control.ControlCommand.Create;
import dev.holdfast.cluster.control.ControlCommand.Join;
import dev.holdfast.cluster.control.ControlCommand.Leave;
import dev.holdfast.cluster.control.ControlCommand.Nothing;
import dev.holdfast.cluster.control.ControlCommand.Require;
import dev.holdfast.cluster.control.ControlCommand.Restore;
import java.util.List;
import java.util.UUID;

/** Commands as bytes. They stay in logs: a number once used keeps its meaning. */
final class ControlCodec {

  /** Since 2 a claim has a claimant and a name. */
  private static final int FORMAT = 2;

  private ControlCodec() {}

  static byte[] write(ControlCommand command) {
    BinaryWriter out = new BinaryWriter().u8(FORMAT);
    switch (command) {
      case Create c -> out.u8(4).uuid(c.grid()).int32(c.shards()).list(c.voters(), out::uuid);
      case ClaimShards c -> out.u8(2).list(c.claims(), claim -> write(claim, out));
      case Change c -> CatalogueCommandCodec.write(c.command(), out.u8(3));
      case Restore c -> write(c, out.u8(5));
      case Nothing c -> out.u8(6);
      case Join c -> out.u8(7).uuid(c.member()).int64(c.life()).int64(c.incarnation());
      case Leave c -> out.u8(8).uuid(c.member());
      case Require c -> out.u8(9).int32(c.copies());
    }
    return out.toBytes();
  }

  static ControlCommand command(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int format = in.format(FORMAT, "a command of the control group");
    int kind = in.u8();
    ControlCommand command =
        switch (kind) {
          case 1 -> unnamed(in.int32(), in.list(in::uuid));
          case 2 -> new ClaimShards(in.list(() -> claim(in, format)));
          case 3 -> new Change(CatalogueCommandCodec.read(in));
          case 4 -> new Create(in.uuid(), in.int32(), in.list(in::uuid));
          case 5 -> restore(in, format);
          case 6 -> new Nothing();
          case 7 -> new Join(in.uuid(), in.int64(), in.int64());
          case 8 -> new Leave(in.uuid());
          case 9 -> new Require(in.int32());
          default -> throw new IllegalArgumentException("there is no command " + kind);
        };
    in.end();
    return command;
  }

  private static void write(Restore restore, BinaryWriter out) {
    out.uuid(restore.grid()).int32(restore.shards()).list(restore.voters(), out::uuid);
    out.list(restore.configurations(), one -> write(one, out));
    StateCodec.write(restore.catalogue(), out.u8(StateCodec.CATALOGUE));
  }

  private static Restore restore(BinaryReader in, int format) {
    return new Restore(
        in.uuid(),
        in.int32(),
        in.list(in::uuid),
        in.list(() -> configuration(in, format)),
        StateCodec.catalogue(in, in.format(StateCodec.CATALOGUE, "a catalogue")));
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
        .int64(configuration.start())
        .uuid(configuration.claim());
  }

  /** A configuration as this version writes it. */
  static ShardConfiguration configuration(BinaryReader in) {
    return configuration(in, FORMAT);
  }

  static ShardConfiguration configuration(BinaryReader in, int format) {
    return new ShardConfiguration(
        in.int32(),
        in.int64(),
        in.uuid(),
        in.list(in::uuid),
        in.int64(),
        format < 2 ? ShardConfiguration.UNNAMED : in.uuid());
  }

  private static void write(Claim claim, BinaryWriter out) {
    write(claim.next(), out.int64(claim.expectedEpoch()).uuid(claim.claimant()));
  }

  private static Claim claim(BinaryReader in, int format) {
    long expectedEpoch = in.int64();
    return format < 2
        ? Claim.byOwner(expectedEpoch, configuration(in, format))
        : new Claim(expectedEpoch, in.uuid(), configuration(in, format));
  }
}
