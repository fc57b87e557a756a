/// Everything that a domain of your own needs: projections, commands and their decisions, queries, the stores, the engine, formats of tables, the command line.
@_exported import RefoldCLI
@_exported import RefoldCommands
@_exported import RefoldCore
@_exported import RefoldDomain
@_exported import RefoldEngine
@_exported import RefoldJSON
@_exported import RefoldPostgres
@_exported import RefoldQueries
@_exported import RefoldSQLite
@_exported import RefoldStores
@_exported import RefoldTables
@_exported import RefoldValues
@_exported import RefoldZones
