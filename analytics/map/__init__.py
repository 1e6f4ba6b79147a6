"""Where does everybody and every customer stand on the map?"""
