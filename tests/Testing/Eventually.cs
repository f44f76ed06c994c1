namespace GitOpsDemo.Testing;

/// <summary>Polls with a bound, in the place of sleeps.</summary>
public static class Eventually
{
    /// <summary>
    /// Waits until the condition holds, at most <paramref name="timeout"/> (a minute when not given: computers are slow at times).
    /// </summary>
    /// <exception cref="TimeoutException">It did not come to hold in time.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        var bound = timeout ?? TimeSpan.FromMinutes(1);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > bound)
            {
                throw new TimeoutException($"after {bound.TotalSeconds:0} s still not so: {what}");
            }

            await Task.Delay(25);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? timeout = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what, timeout);

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    /// <param name="condition">What has to come to hold.</param>
    /// <param name="what">Asked, when it does not, how things are then.</param>
    /// <param name="timeout">A minute when null.</param>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> what, TimeSpan? timeout = null)
    {
        try
        {
            await HoldsAsync(condition, "", timeout);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(exception.Message + what(), exception);
        }
    }
}
