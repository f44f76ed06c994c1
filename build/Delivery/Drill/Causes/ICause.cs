namespace GitOpsDemo.Delivery.Drill.Causes;

/// <summary>Something that goes wrong with the service, on purpose.</summary>
internal interface ICause
{
    /// <summary>What goes wrong, in a few words.</summary>
    string Name { get; }

    /// <summary>The alerts that it makes fire.</summary>
    IReadOnlyList<string> Alerts { get; }

    /// <summary>Whether it disturbs every other cause: it comes last, and alone.</summary>
    bool IsExclusive => false;

    /// <summary>What a person types when <see cref="EndAsync"/> fails.</summary>
    string EndsByHand { get; }

    /// <summary>Makes it happen.</summary>
    /// <exception cref="DeliveryException">It can't be made.</exception>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Ends it. Does no harm when it never began, or only in part.</summary>
    /// <exception cref="DeliveryException">It goes on.</exception>
    Task EndAsync(CancellationToken cancellationToken);
}
