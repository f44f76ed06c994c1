using GitOpsDemo.Api.Faults;

namespace GitOpsDemo.Api.Tests.Faults;

public sealed class HeldMemoryTests
{
    [Fact]
    public void Held_memory_is_resident_until_it_is_released()
    {
        const int Mebibytes = 64;
        var memory = new HeldMemory();
        var before = Environment.WorkingSet;

        Assert.True(memory.TryHold(Mebibytes));
        var held = Environment.WorkingSet;
        memory.Release();
        var released = Environment.WorkingSet;

        // Other tests run beside this one: half of it must be seen.
        Assert.InRange(held - before, Mebibytes / 2 * 1024 * 1024, long.MaxValue);
        Assert.InRange(held - released, Mebibytes / 2 * 1024 * 1024, long.MaxValue);
        Assert.Equal(0, memory.Mebibytes);
    }

    [Fact]
    public void What_is_held_again_is_given_back_again()
    {
        // Given memory that was held and released: from then on the C library would keep blocks of that size, below others that are in use
        const int Mebibytes = 64;
        var (memory, inUse) = (new HeldMemory(), new HeldMemory());
        Assert.True(memory.TryHold(1));
        memory.Release();
        for (var count = 0; count < Mebibytes; count++)
        {
            Assert.True(memory.TryHold(1));
        }

        Assert.True(inUse.TryHold(1));

        // When
        var held = Environment.WorkingSet;
        memory.Release();

        // Then
        Assert.InRange(held - Environment.WorkingSet, Mebibytes / 2 * 1024 * 1024, long.MaxValue);
        inUse.Release();
    }

    [Fact]
    public void More_than_the_limit_is_not_held()
    {
        var memory = new HeldMemory();

        Assert.True(memory.TryHold(1));
        Assert.False(memory.TryHold(FaultLimits.MostMebibytes));
        Assert.Equal(1, memory.Mebibytes);
        memory.Release();
    }
}
