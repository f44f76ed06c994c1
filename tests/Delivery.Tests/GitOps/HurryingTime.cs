namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>A clock on which a pause is over at once and moves it on by its length; a deadline comes when the pauses have reached it.</summary>
internal sealed class HurryingTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<(TimeSpan Due, Deadline Timer)> _deadlines = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (state is CancellationTokenSource)
        {
            return AddDeadline(new Deadline(callback, state), dueTime);
        }

        Pass(dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero);
        return base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }

    private Deadline AddDeadline(Deadline timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _deadlines.Add((_now + dueTime, timer));
        }

        return timer;
    }

    private void Pass(TimeSpan pause)
    {
        List<Deadline> due;
        lock (_lock)
        {
            _now += pause;
            due = [.. _deadlines.Where(deadline => deadline.Due <= _now).Select(deadline => deadline.Timer)];
        }

        due.ForEach(timer => timer.Fire());
    }

    private sealed class Deadline(TimerCallback callback, object? state) : ITimer
    {
        private bool _isOver;

        public void Fire()
        {
            if (!_isOver)
            {
                _isOver = true;
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => _isOver = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
