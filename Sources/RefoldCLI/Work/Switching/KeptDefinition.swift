import RefoldCore
import RefoldEngine
import RefoldProjections
import RefoldStores
import RefoldValues

extension Generation {
    /// The projection that made it, compiled from the definition that is kept with it.
    ///
    /// - Parameter currencies: those that the definitions add now.
    /// - Returns: nil if it is written in Swift, if an earlier version of Refold kept nothing, or if this program reads the definition otherwise.
    func keptProjection(_ currencies: [Currency]) -> Projection? {
        guard case .declared(let text)? = origin.source,
            let definition = try? ProjectionDefinition.read(text.utf8, file: "the definition kept with generation \(number)"),
            let compiled = try? Projection(definition, currencies: currencies), compiled.name == projection, compiled.version == version, !compiled.hasChanged(since: self)
        else { return nil }
        return compiled
    }

    /// The projection that made it: the present one, or else that which is kept with it; nil if this program has no definition of it.
    func maker(_ present: Projection, _ currencies: [Currency]) -> Projection? {
        version == present.version && !present.hasChanged(since: self) ? present : keptProjection(currencies)
    }

    /// `generation 4 (version 1)`.
    var title: String { "generation \(number) (version \(version))" }
}

extension CommandContext {
    /// The dropped events of a projection.
    func leftOut(of projection: String, _ events: any EventStore) throws(RefoldError) -> LeftOutEvents {
        try LeftOutEvents(in: readModels, of: [projection], events)
    }

    /// The projection that carries on what is served: after a rollback that which made it, as far as this program can compile it.
    func projectionOfServed(_ name: String) throws(RefoldError) -> Projection {
        let present = try registry.projection(named: name)
        let own = try readModels.generations().filter { $0.projection == name }
        guard let served = own.first(where: { $0.state == .served }), served.version != present.version,
            own.contains(where: { $0.state == .built && $0.version == present.version && !present.hasChanged(since: $0) })
        else { return present }
        return served.keptProjection(registry.eventsFile.currencies) ?? present
    }
}
